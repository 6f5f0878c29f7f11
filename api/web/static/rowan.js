// What pages do more with JavaScript than without: nothing that anybody needs.
import { initAll } from "./vendor/govuk-frontend@6.3.0/govuk-frontend.min.js";
initAll();

// GOV.UK says of a radio whether it shows more, which no radio may say (ARIA 1.2): its words tell it.
const unsay = () => document.querySelectorAll("input[type=radio][aria-expanded]").forEach((radio) => radio.removeAttribute("aria-expanded"));
unsay();
addEventListener("pageshow", unsay);
document.addEventListener("click", () => queueMicrotask(unsay));

// Who signs out leaves nothing typed on this page for whoever goes Back; earlier pages the answer clears.
document.addEventListener("submit", (event) => {
  if (event.target.matches('[action="/sign-out"]')) [...document.forms].forEach((form) => form.reset());
});

// Shortcuts are for those who ask for them: single keys get in the way of speech input (WCAG 2.1.4).
const KEPT = "rowan-shortcuts";
const wanted = () => localStorage.getItem(KEPT) === "on";
const goTo = { q: "/queue", t: "/tasks" };
let waiting = false;

const open = (href) => {
  if (document.querySelector(`a[href="${href}"]`)) location.assign(href);
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (!wanted() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (waiting) {
    waiting = false;
    if (event.key in goTo) open(goTo[event.key]);
  } else if (event.key === "g") {
    waiting = true;
    setTimeout(() => { waiting = false; }, 1500);
  } else if (event.key === "/") {
    event.preventDefault();
    document.getElementById("header-search")?.focus();
  } else if (event.key === "?") {
    location.assign("/shortcuts");
  }
});

const toggle = document.querySelector("[data-shortcuts]");
const label = () => { toggle.textContent = wanted() ? "Turn shortcuts off" : "Turn shortcuts on"; };
if (toggle) {
  label();
  toggle.addEventListener("click", () => {
    localStorage.setItem(KEPT, wanted() ? "off" : "on");
    label();
  });
}

// Away from here, leaving no way back: to a page that was fetched already, so that it comes even without a network.
const exit = document.querySelector("[data-exit]");
if (exit) {
  for (const needed of [exit.href, exit.dataset.needs]) fetch(needed).catch(() => null);
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(exit.href);
  });
}

// The session ends on the server. Two minutes before, whoever is still here may say so.
const BEFORE = 120000;
const lasts = Number(document.body.dataset.endsIn) * 1000;
let ends = Date.now() + lasts;
const dialog = document.createElement("dialog");
dialog.className = "rowan-dialog";
dialog.setAttribute("aria-labelledby", "rowan-dialog-title");
const [title, text, stay] = ["h2", "p", "button"].map((name) => document.createElement(name));
title.id = "rowan-dialog-title";
title.className = "govuk-heading-m";
text.className = "govuk-body";
stay.className = "govuk-button";
stay.type = "button";
dialog.append(title, text, stay);

const ask = (heading, words, answer) => {
  title.textContent = heading;
  text.textContent = words;
  stay.textContent = answer;
  if (!dialog.isConnected) document.body.append(dialog);
  if (!dialog.open) dialog.showModal();
};

// Said once: whoever closes it goes on typing, and the page that they send is kept while they sign in.
let over = false;
const end = () => {
  over = true;
  clearInterval(watching);
  ask("You are signed out", "Close this and send the page: you sign in again, and what you typed is kept.", "Close");
};

stay.addEventListener("click", async () => {
  if (over) return dialog.close();
  const answer = await fetch("/account/stay", { method: "POST" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return end();
  ends = Date.now() + lasts;
  dialog.close();
});

const watch = () => {
  const left = ends - Date.now();
  if (left <= 0) end();
  else if (left <= BEFORE) ask("Are you still there?", "You will be signed out in less than two minutes.", "Stay signed in");
};
const watching = lasts ? setInterval(watch, 5000) : 0;
