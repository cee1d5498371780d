/* A device's own small store: what is unsent lies here until the server has it. */

export function openShelf(name) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("unsent");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(new Shelf(opening.result));
  });
}

class Shelf {
  constructor(database) { this.database = database; }

  /* Null takes the entry away. */
  put(key, value) {
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
