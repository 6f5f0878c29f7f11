// Away from her page, leaving no way back: to a page that was fetched already, so that it comes even without a network.
const exit = document.querySelector("[data-exit]");
if (exit) {
  for (const needed of [exit.href, exit.dataset.needs]) fetch(needed).catch(() => null);
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    for (const form of document.forms) form.reset();
    location.replace(exit.href);
  });
}
// The other language stands in the place of this one: Back never comes by here again.
for (const link of document.querySelectorAll("[data-instead]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
