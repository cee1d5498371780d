/* Sends the form with the phone's position, when its owner asks for that. The form of words works without. */

const form = document.querySelector("form[data-presence]");
const button = form?.querySelector("[data-locate]");

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(send, lost, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
}

function send({ coords }) {
  form.elements.lat.value = coords.latitude;
  form.elements.lon.value = coords.longitude;
  form.elements.accuracy_m.value = coords.accuracy;
  button.textContent = button.dataset.tfound;
  form.requestSubmit();
  for (const name of ["lat", "lon", "accuracy_m"]) form.elements[name].value = "";
  button.disabled = false;
}

function lost() {
  button.disabled = false;
  button.textContent = button.dataset.tlost;
}
