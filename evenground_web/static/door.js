// The door goes on when the network drops: each press has a key and a time, is kept on this telephone
// until the site has answered, and is then forgotten. Keys, times, codes and numbers are kept; no names.
const door = document.querySelector("[data-door]");
const { door: address, doorGathering: gathering, doorSession: session } = door.dataset;
const token = door.querySelector("[name=csrfmiddlewaretoken]").value;
const KEPT = `evenground-door-${gathering}`;
const LETTERS = /^[23456789BCDFGHJKMNPQRSTVWXYZ]{12}$/;
const AT_ONCE = 200;
const PATIENCE = 8000;
const AGAIN = 15000;
const SEEN_FOR = 4000;
let sending = false;

const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]");
const keep = (presses) =>
  presses.length
    ? localStorage.setItem(KEPT, JSON.stringify(presses))
    : localStorage.removeItem(KEPT);
const unheard = () => kept().filter(({ refused }) => !refused);
const forget = (keys) => keep(kept().filter(({ press }) => !keys.has(press)));

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function codeIn(typed) {
  const last = typed.trim().replace(/\/+$/, "").split("/").pop();
  const letters = last.toUpperCase().replace(/[^0-9A-Z]/g, "");
  return LETTERS.test(letters) ? letters : "";
}

function say(words, trouble = false) {
  const place = door.querySelector("[data-door-said]");
  place.hidden = !words;
  place.textContent = words;
  place.classList.toggle("eg-door-trouble", trouble);
}

function waiting() {
  const number = unheard().length;
  return number === 1
    ? "1 press is kept on this telephone and sent when the network is back. Go on letting people in."
    : `${number} presses are kept on this telephone and sent when the network is back. Go on letting people in.`;
}

function write(who) {
  keep([...kept(), { press: newKey(), at: Date.now(), session, ...who }]);
  return send();
}

async function send(presses = unheard()) {
  if (sending) return;
  sending = true;
  let more = false;
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ sent: Date.now(), presses: presses.slice(0, AT_ONCE) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) {
      heard(await answer.json());
      more = unheard().length > 0;
    } else if (answer.status === 400) say((await answer.json()).error, true);
    else if (answer.status < 500)
      say("Sign in again, then open this page again. What was pressed is kept here until then.", true);
    else say(waiting(), true);
  } catch {
    if (unheard().length) say(waiting(), true);
  } finally {
    sending = false;
  }
  if (more) send();
}

function heard({ results, clock, figures }) {
  const refused = results.filter(({ state }) => state === "refused");
  const done = results.filter(({ state }) => state !== "refused");
  const keys = new Set(refused.map(({ press }) => press));
  forget(new Set(done.map(({ press }) => press)));
  keep(kept().map((one) => (keys.has(one.press) ? { ...one, refused: true } : one)));
  for (const [name, number] of Object.entries(figures)) {
    const place = session ? null : document.querySelector(`[data-door-figure=${name}]`);
    if (place && number !== null) place.textContent = number;
  }
  refused.forEach(refuse);
  const last = done.at(-1);
  if (last || clock) say([last?.words, clock].filter(Boolean).join(". "), Boolean(clock));
}

// What was refused stays here, also when the page is opened again, until somebody has seen to it.
function refuse({ press, words }) {
  const list = document.querySelector("[data-door-refused]");
  if (list.querySelector(`[data-press="${press}"]`)) return;
  const row = document.createElement("li");
  const seen = document.createElement("button");
  row.dataset.press = press;
  row.textContent = words;
  seen.type = "button";
  seen.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  seen.textContent = "Seen to";
  seen.addEventListener("click", () => {
    forget(new Set([press]));
    row.remove();
    list.hidden = !list.children.length;
  });
  row.append(document.createElement("br"), seen);
  list.append(row);
  list.hidden = false;
  say("");
}

door.querySelector("[data-door-code]").addEventListener("submit", (event) => {
  const field = event.target.elements.typed;
  const code = codeIn(field.value);
  if (!code) return;
  event.preventDefault();
  field.value = "";
  field.focus();
  write({ code });
});

for (const button of document.querySelectorAll("[data-door-registration]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const here = document.createElement("strong");
    here.className = "nhsuk-tag";
    here.textContent = "Pressed";
    button.replaceWith(here);
    write({ registration: button.dataset.doorRegistration });
  });
}

async function scan(button, film) {
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  try {
    film.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    say("The camera cannot be used. Allow it in the browser, or type the code.", true);
    return;
  }
  button.hidden = true;
  film.hidden = false;
  await film.play();
  const seen = new Map();
  const look = async () => {
    for (const { rawValue } of await reader.detect(film).catch(() => [])) {
      const code = codeIn(rawValue);
      if (!code || Date.now() - (seen.get(code) ?? 0) < SEEN_FOR) continue;
      seen.set(code, Date.now());
      write({ code });
    }
    setTimeout(look, 200);
  };
  look();
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  const area = door.querySelector("[data-door-scan]");
  area.hidden = false;
  const button = area.querySelector("button");
  button.addEventListener("click", () => scan(button, area.querySelector("video")));
}

window.addEventListener("online", () => send());
setInterval(() => unheard().length && send(), AGAIN);
if (kept().length) send(kept());
