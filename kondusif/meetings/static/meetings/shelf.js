/* A device's own small store: what is unsent lies here until the server has it. */

export function openShelf(name) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("unsent");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(new Shelf(name, opening.result));
  });
}

class Shelf {
  constructor(name, database) {
    this.name = name;
    this.database = database;
    database.onversionchange = () => database.close(); // else whoever clears this browser waits for ever
  }

  /* Null takes the entry away. A store that is full or was closed stops nobody from writing and sending. */
  put(key, value) {
    try { this.write(key, value); } catch {
      openShelf(this.name).then(({ database }) => { this.database = database; this.write(key, value); }).catch(() => {});
    }
  }

  write(key, value) {
    const store = this.database.transaction("unsent", "readwrite").objectStore("unsent");
    if (value === null) store.delete(key);
    else store.put(value, key);
  }

  all() {
    return new Promise((resolve, reject) => {
      const asking = this.database.transaction("unsent").objectStore("unsent").getAll();
      asking.onsuccess = () => resolve(asking.result);
      asking.onerror = () => reject(asking.error);
    });
  }
}
