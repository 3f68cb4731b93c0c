// "Exit this page": at once, from every page. The button is a plain form that works without this.
const form = document.querySelector("form.exit");
const count = document.getElementById("exit-count");
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("waymark-exit") : null;
const SHIFTS_WITHIN_MS = 5000;
const CLEAR_WITHIN_MS = 600;
let leaving = false;

function leave(told) {
  if (leaving) return;
  leaving = true;
  // First nothing is left to see, then the cookie goes, then the page. Slow networks do not hold
  // anybody up: the request to end the chat goes on after the page has gone.
  document.body.textContent = "";
  document.title = "";
  if (tabs && !told) tabs.postMessage("leave");
  const away = () => location.replace(form.getAttribute("data-exit"));
  const ended = fetch("/leave", { method: "POST", keepalive: true, credentials: "same-origin" });
  const enough = new Promise((done) => setTimeout(done, CLEAR_WITHIN_MS));
  Promise.race([ended, enough]).then(away, away);
}

let presses = [];
function onKey(event) {
  if (event.key !== "Shift") {
    presses = []; // Shift was held to type a capital
    return;
  }
  if (event.repeat) return;
  const now = Date.now();
  presses = presses.filter((at) => now - at < SHIFTS_WITHIN_MS).concat(now);
  if (presses.length >= 3) leave();
  else show(form.getAttribute(presses.length === 2 ? "data-one" : "data-two"), presses);
}

function show(text, shown) {
  if (presses.length < 2) return; // one Shift is how capitals begin: no fuss about it
  count.textContent = text;
  count.hidden = false;
  setTimeout(() => {
    if (presses === shown || !presses.length) count.hidden = true;
  }, SHIFTS_WITHIN_MS);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener("keydown", onKey);
if (tabs) tabs.onmessage = () => leave(true);
// A page that "back" brings out of the browser's memory may show a chat that has ended since.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
