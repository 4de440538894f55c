// What the page knows, how it asks, and how it notices changes. Nothing here draws.

export const state = {
  org: null, person: null, key: "", failure: "", live: true,
  people: { search: "", trail: [""], rows: [], next: "", known: new Map() },
  fresh: new Map(), changes: [], journal: [], imported: null,
};
const MOST_REQUESTS = 300, MOST_CHANGES = 200, PEOPLE_A_PAGE = 25;
const token = document.querySelector("meta[name=page-token]").content;

async function answered(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json().catch(() => ({ error: `The server answered ${answer.status}.` }));
  if (!answer.ok) throw new Error(body.error || `The server answered ${answer.status}.`);
  return body;
}
export const get = (path, query = {}) => answered(`data/${path}?${new URLSearchParams(query)}`);
export const startImport = (app_id) => answered("import", {
  method: "POST", body: JSON.stringify({ app_id }), headers: { "Content-Type": "application/json", "X-Page-Token": token },
});

export const app = (id) => state.org.apps.find((one) => one.id === id);
export const label = (id) => app(id)?.label ?? id;
export const profile = (id) => Object.hasOwn(state.org.profiles, id) ? state.org.profiles[id] : undefined;
export const types = () => Object.values(state.org.profiles).filter((one) => one.kind === "user");
export const defaultType = () => (types().find((one) => one.default) ?? types()[0]).id;
export const mapping = (app_id, direction, type) =>
  state.org.mappings.find((one) => one.app === app_id && one.direction === direction && one.type === type);
export const route = (app_id, direction, org = state.org) => {
  const name = org.apps.find((one) => one.id === app_id)?.label ?? app_id;
  return direction === "to_okta" ? `${name} to Okta User` : `Okta User to ${name}`;
};

// Everything that may change, by key: what it is in words, where it is shown, and its value as text.
function facts(org) {
  const found = new Map(), put = (key, view, words, of) => found.set(key, { view, words, of: JSON.stringify(of) });
  for (const one of org.apps) put(`app/${one.id}`, "apps", `app ${one.label}`, one);
  for (const one of Object.values(org.profiles)) {
    for (const { source, priority, ...attribute } of one.attributes) {
      put(`profile/${one.id}/${attribute.name}`, `profile/${one.id}`, `${one.title}: attribute ${attribute.name}`, attribute);
      if (source) put(`source/${one.id}/${attribute.name}`, `sources/${one.id}`, `${one.title}: source of ${attribute.name}`, [source, priority]);
    }
  }
  for (const one of org.mappings) {
    const name = route(one.app, one.direction, org);
    for (const line of one.lines) put(`line/${one.app}/${one.direction}/${one.type}/${line.target}`, `mappings/${one.app}/${one.direction}/${one.type}`, `${name}: mapping of ${line.target}`, line);
  }
  for (const one of org.steps) put(`step/${one.number}`, "steps", `step ${one.number}`, one.state);
  return found;
}

function note(key, mark, view, words) {
  state.fresh.set(key, mark);
  if (key.startsWith("step/")) return;
  state.changes.unshift({ key, mark, view, words, at: new Date() });
  state.changes.length = Math.min(state.changes.length, MOST_CHANGES);
}

function compare(before, after) {
  const old = facts(before), now = facts(after);
  for (const [key, one] of now) {
    if (!old.has(key)) { if (!one.view.startsWith("sources")) note(key, "new", one.view, one.words); }
    else if (old.get(key).of !== one.of) note(key, "changed", one.view, one.words);
  }
  for (const [key, one] of old) if (!now.has(key) && !one.view.startsWith("sources")) note(key, "removed", one.view, one.words);
}

export async function readPeople() {
  const { people } = state, at = people.trail.at(-1), search = people.search;
  const found = await get("people", { search, after: at, limit: PEOPLE_A_PAGE });
  if (people.search !== search || people.trail.at(-1) !== at) return; // somebody typed on
  let changed = 0;
  for (const row of found.people) {
    const before = people.known.get(row.id);
    for (const part of ["numbers", "okta", "downstream"]) {
      if (before && JSON.stringify(before[part]) !== JSON.stringify(row[part])) { state.fresh.set(`person/${row.id}/${part}`, "changed"); changed += 1; }
    }
    people.known.set(row.id, row);
  }
  if (changed) note("people", "changed", "people", `${changed} values of the people shown`);
  [people.rows, people.next] = [found.people, found.next];
}

export async function choosePerson(key) {
  state.person = await get("person", { key });
  state.key = key;
}

// The person who is shown first: one with all numbers, if there is one on the first page.
async function anybody() {
  const { rows } = state.people, full = (row) => row.numbers && Object.values(row.numbers).every(Boolean);
  const first = rows.find((row) => full(row) && row.type === defaultType()) ?? rows.find((row) => row.numbers) ?? rows[0];
  if (first) await choosePerson(first.id);
}

export async function refresh() {
  const org = await get("org");
  if (state.org) compare(state.org, org);
  state.org = org;
  await readPeople();
  await (state.key ? choosePerson(state.key) : anybody());
}

export function markSeen() {
  state.fresh.clear();
  state.changes = state.changes.map((one) => ({ ...one, seen: true }));
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const visible = () => document.hidden ? new Promise((done) => document.addEventListener("visibilitychange", done, { once: true })) : null;

// Asks for news for as long as the page is open and looked at; `tell` is called after each.
export async function listen(tell) {
  for (let seen = "", revision = ""; ;) {
    try {
      await visible();
      const news = await get("news", { seen });
      if (news.revision !== revision) await refresh();
      [seen, revision] = [news.seen, news.revision];
      state.journal = [...news.journal.reverse(), ...state.journal].slice(0, MOST_REQUESTS);
      state.imported = news.import;
      [state.live, state.failure] = [true, ""];
      tell();
      await pause(150); // many writes in a row are one change
    } catch (failure) {
      state.live = false;
      const away = failure instanceof TypeError;
      state.failure = away ? "The server does not answer. This page tries again." : failure.message;
      tell();
      await pause(away ? 2000 : 10000); // an org that refuses is not asked all the time
    }
  }
}
