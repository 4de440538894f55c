// The page's address (#/view/arguments), what is drawn of it, and when.
import { listen, markSeen, state } from "./org.js";
import { el, link, plain } from "./parts.js";
import { VIEWS } from "./views.js";

const at = (id) => document.getElementById(id);
const SHOWN_CHANGES = 3;
let shown = "", current = "";

function decoded(part) {
  try { return decodeURIComponent(part); } catch { return ""; }
}

function address() {
  const [name, ...args] = location.hash.replace(/^#\//, "").split("/").map(decoded);
  const view = Object.hasOwn(VIEWS, name) ? name : "steps";
  return [view, VIEWS[view].args?.(args) ?? args];
}

// Draws again what is below the title; whoever was on a control of it stays there.
function draw() {
  document.querySelector("main").setAttribute("aria-busy", String(!state.org));
  at("live").textContent = state.live ? "Live" : "Not connected";
  at("live").className = state.live ? "live" : "live lost";
  at("failure").textContent = plain(state.failure);
  at("failure").hidden = !state.failure;
  if (!state.org) return;
  const [name, args] = address(), view = VIEWS[name];
  const go = (to) => to && `#/${to}` !== location.hash ? (location.hash = `#/${to}`) : draw();
  const focused = document.activeElement?.dataset.key;
  at("org").replaceChildren(el("bdi", {}, state.org.url), el("span", { class: "kind" }, state.org.embedded ? "Embedded org" : "Read only"));
  at("title").textContent = plain(view.title(args));
  at("lead").textContent = plain(view.lead());
  if (shown !== location.hash || !at("controls").contains(document.activeElement)) at("controls").replaceChildren(...[view.controls?.(args, go)].flat().filter(Boolean));
  at("body").replaceChildren(...[view.body(args, go)].flat().filter(Boolean));
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  drawNews();
  shown = location.hash;
}

function drawNews() {
  const unseen = state.changes.filter((one) => !one.seen);
  at("news").hidden = !unseen.length;
  const words = unseen.slice(0, SHOWN_CHANGES).flatMap((one) => [" · ", link(one.view, one.words), ` ${one.mark}`]).slice(1);
  const text = unseen.map((one) => one.words + one.mark).join();
  if (at("changes").dataset.text === text) return;
  at("changes").dataset.text = text;
  at("changes").replaceChildren(el("strong", {}, unseen.length === 1 ? "1 change: " : `${unseen.length} changes: `), ...words,
    ...(unseen.length > SHOWN_CHANGES ? [" · ", link("journal", `${unseen.length - SHOWN_CHANGES} more`)] : []));
}

// To another view: its title gets the focus. Within a view whoever chose something stays on it.
function navigate(event) {
  if (location.hash && !location.hash.startsWith("#/")) return; // the way to the content
  const [view] = address(), moved = view !== current;
  current = view;
  drawMenu();
  draw();
  document.title = `${at("title").textContent} · oktaprofile`;
  if (moved && event) {
    at("title").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function drawMenu() {
  const [name] = address();
  at("views").replaceChildren(...Object.entries(VIEWS).filter(([, view]) => !view.embedded || state.org?.embedded !== false).map(([key, view]) => {
    const one = link(key, view.words);
    if (key === name) one.setAttribute("aria-current", "page");
    return el("li", {}, one);
  }));
  at("views").querySelector("[aria-current]").scrollIntoView({ block: "nearest", inline: "nearest" }); // on a phone
}

addEventListener("hashchange", (event) => state.org && navigate(event));
at("seen").addEventListener("click", () => { markSeen(); draw(); at("title").focus(); });
listen(() => (state.org && !current ? navigate() : draw()));
