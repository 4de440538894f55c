// The views, in the words of Okta's Admin Console. Each: title, lead, controls and body, from the state.
import { app, choosePerson, defaultType, get, label, mapping, profile, readPeople, route, startImport, state, types } from "./org.js";
import { chip, choice, code, count, el, hidden, link, outcome, table, tabs, value } from "./parts.js";

const mark = (key) => state.fresh.get(key);
const yes = (of, words = "Yes") => of ? chip("good", words) : el("span", { class: "none" }, "No");
const MARKS = { done: ["good", "✓ Done"], open: ["quiet", "Open"], unknown: ["look", "No API tells"] };
const STATES = { "in step": "good", "differs": "look", "downstream behind": "look", "undetermined": "bad" };

const title = (name) => profile(state.org.app)?.attributes.find((one) => one.name === name)?.title ?? name;

function journey() {
  const { flow } = state.org, { person } = state;
  if (!person) return null;
  const done = (number) => state.org.steps[number - 1].state === "done";
  const stop = (name, linked, pairs, changed) => el("li", { "data-linked": linked, class: changed && "fresh" }, el("p", { class: "stop" }, name),
    el("dl", {}, pairs.map(([words, of]) => el("div", {}, el("dt", {}, words), el("dd", {}, of)))), changed && chip("new", changed));
  const key = (part) => mark(`person/${person.id}/${part}`);
  return el("section", { class: "journey", "aria-label": "The numbers of one person" },
    el("p", { class: "who" }, el("strong", {}, el("bdi", {}, person.name)), " ", link("people", "Choose another person")),
    el("ol", {},
      stop(label(flow.app), true, flow.numbers.map((name) => [title(name), person.numbers ? value(person.numbers[name]) : value(null)]), key("numbers")),
      stop("Okta", done(7) && done(8), [[flow.target, value(person.okta)]], key("okta")),
      flow.downstream.map((one, at) => stop(label(one.app), done(10), [[one.attribute, value(person.downstream[at])]], key("downstream")))));
}

const steps = {
  words: "Ten steps",
  title: () => "RingCentral’s numbers in Okta, in ten steps",
  lead: () => "The nine steps of Okta’s help page, and the way on to Active Directory: what an administrator clicks, what the code does instead, and whether it is done in this org.",
  body() {
    const done = state.org.steps.filter((one) => one.state === "done").length;
    return [journey(),
      el("div", { class: "progress" }, el("p", {}, el("strong", {}, `${done} of ${state.org.steps.length}`), " done"),
        el("div", { class: "bars", "aria-hidden": "true" }, state.org.steps.map((one) => el("span", { class: one.state })))),
      el("ol", { class: "steps" }, state.org.steps.map((one) => el("li", { class: mark(`step/${one.number}`) && "fresh" },
        el("span", { class: `mark ${one.state}`, "aria-hidden": "true" }, one.number),
        el("div", { class: "told" }, el("h2", {}, hidden(`Step ${one.number}: `), one.title), el("p", { class: "where" }, one.where), el("p", {}, one.does),
          el("p", { class: "seen" }, chip(...MARKS[one.state]), mark(`step/${one.number}`) && [" ", chip("new", "changed")], " ",
            el("span", {}, one.seen), " ", link(one.view, "Show", hidden(` step ${one.number} in this org`)))),
        el("div", { class: "code" }, el("pre", {}, el("code", {}, one.code)), one.python && el("p", {}, "Python: ", code(one.python))))))];
  },
};

const apps = {
  words: "Applications",
  title: () => "Applications",
  lead: () => "Where values come from, and where Okta sends them.",
  body: () => table("Applications", ["Application", "Status", "Profile source", "Push profile updates", "Import", "Profile"], state.org.apps.map((one) => ({
    mark: mark(`app/${one.id}`),
    cells: [[el("strong", {}, one.label), el("br"), el("span", { class: "soft" }, one.name)], one.status,
      one.sources ? chip("good", one.rank ? `Yes, number ${one.rank}` : "Yes") : yes(false), yes(one.pushes), yes(one.imports),
      one.profile ? link(`profile/${one.id}`, "Profile", hidden(` of ${one.label}`)) : el("span", { class: "none" }, "not read")],
  }))),
};

const PART = { all: () => true, base: (one) => !one.custom, custom: (one) => one.custom };
const editor = {
  words: "Profile Editor",
  args: ([id, part]) => [profile(id) ? id : profile(state.org.app) ? state.org.app : defaultType(), Object.hasOwn(PART, part) ? part : "all"],
  title: ([id]) => `Profile Editor: ${profile(id).title}`,
  lead: () => "The attributes of a profile. The external name is the app’s own word for it, by which an import finds it.",
  controls: ([id, part], go) => [
    choice("Profile", Object.values(state.org.profiles).map((one) => [one.id, one.title]), id, (of) => go(`profile/${of}/${part}`)),
    tabs("Attributes", [["all", "All"], ["base", "Base"], ["custom", "Custom"]].map(([of, words]) => [`profile/${id}/${of}`, words]), `profile/${id}/${part}`)],
  body([id, part]) {
    const { kind, attributes, title: name } = profile(id);
    const columns = ["Display name", "Variable name", "Data type", "Attribute type", kind === "app" ? "External name" : "Source"];
    return table(`Attributes of ${name}`, columns, attributes.filter(PART[part]).map((one) => ({
      mark: mark(`profile/${id}/${one.name}`),
      cells: [el("strong", {}, one.title), code(one.name), one.type, one.custom ? "Custom" : "Base",
        kind === "app" ? (one.external ? code(one.external) : value(null)) : { of: source(one), mark: mark(`source/${id}/${one.name}`) }],
    })), "It has no such attribute.");
  },
};

const source = (one) => !one.source ? value(null) : one.priority?.length ? [chip("accent", one.source), " ", one.priority.join(", then ")] : el("span", { class: "soft" }, one.source);

const mappings = {
  words: "Mappings",
  args: ([id, direction, type]) => [app(id) ? id : state.org.app, direction === "to_app" ? "to_app" : "to_okta", profile(type) ? type : defaultType()],
  title: ([id, direction]) => `Mappings: ${route(id, direction)}`,
  lead: () => "Each line: the expression, the attribute that gets its value, and what it gives for one person now.",
  controls: ([id, direction, type], go) => {
    const withMappings = state.org.apps.filter((one) => state.org.mappings.some((each) => each.app === one.id));
    return [tabs("Direction", ["to_okta", "to_app"].map((of) => [`mappings/${id}/${of}/${type}`, route(id, of)]), `mappings/${id}/${direction}/${type}`),
      choice("Application", withMappings.map((one) => [one.id, one.label]), id, (of) => go(`mappings/${of}/${direction}/${type}`)),
      choice("User type", types().map((one) => [one.id, one.title]), type, (of) => go(`mappings/${id}/${direction}/${of}`)),
      personField(go)];
  },
  body([id, direction, type]) {
    const found = mapping(id, direction, type);
    if (!found) return el("p", { class: "soft" }, "Okta has no mapping between these two in this direction.");
    const given = state.person?.results[id]?.[direction];
    const applies = state.person?.type === type;
    return table(route(id, direction), ["Expression", "Attribute", "Applied", `Value for ${state.person?.name ?? "nobody"}`], found.lines.map((one) => ({
      mark: mark(`line/${id}/${direction}/${type}/${one.target}`),
      cells: [[code(one.expression), one.findings.map(finding)], code(one.target),
        el("span", { class: "still" }, one.updates ? "create and update" : "create only"), outcome(applies && given?.[one.target])],
    })), "Nothing is mapped in this direction.");
  },
};

const finding = (one) => el("p", { class: "finding" }, chip(one.severity === "error" ? "bad" : "look", one.severity), " ", one.message,
  one.fix && [el("br"), "Corrected: ", code(one.fix)]);

// Search with suggestions; what is chosen is a login.
function personField(go) {
  const list = el("datalist", { id: "logins" }), said = el("span", { class: "soft", role: "status" });
  let waiting;
  const suggest = async (search) => { try { const found = await get("people", { search, limit: 8 }); list.replaceChildren(...found.people.map((one) => el("option", { value: one.login }, one.name))); } catch (failure) { said.textContent = failure.message; } };
  const input = el("input", { type: "search", list: "logins", autocomplete: "off", value: state.person?.login ?? "", placeholder: "Name or login",
    input: () => { clearTimeout(waiting); waiting = setTimeout(() => suggest(input.value), 200); },
    change: async () => { try { await choosePerson(input.value); said.textContent = ""; go(); } catch (failure) { said.textContent = failure.message; } } });
  return el("label", { class: "field wide" }, el("span", {}, "Value for"), input, list, said);
}

const sources = {
  words: "Profile Sources",
  args: ([type]) => [profile(type)?.kind === "user" ? type : defaultType()],
  title: () => "Profile Sources",
  lead: () => "Who decides about an attribute: the first profile source that has the person, Okta itself, or an override for one attribute.",
  controls: ([type], go) => types().length > 1 && choice("User type", types().map((one) => [one.id, one.title]), type, (of) => go(`sources/${of}`)),
  body([type]) {
    const order = state.org.apps.filter((one) => one.sources).sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99));
    const known = profile(type).attributes.filter((one) => one.source);
    const rows = [...known.filter((one) => one.priority?.length), ...known.filter((one) => !one.priority?.length)];
    return [el("h2", {}, "Order"),
      el(state.org.ranked ? "ol" : "ul", { class: "order" }, order.map((one) => el("li", { class: mark(`app/${one.id}`) && "fresh" }, el("strong", {}, one.label), " ", one.status !== "ACTIVE" && chip("quiet", one.status)))),
      !state.org.ranked && el("p", { class: "soft" }, "Okta’s API does not tell the order. The Admin Console shows it: Directory → Profile Sources."),
      el("h2", {}, "Source of each attribute"),
      table("Source of each attribute", ["Attribute", "Source"], rows.map((one) => ({
        mark: mark(`source/${type}/${one.name}`), cells: [[el("strong", {}, one.title), " ", code(one.name)], source(one)],
      })), "This org shows no source of an attribute: attribute-level sourcing is off.")];
  },
};

const people = {
  words: "People",
  title: () => "People",
  lead: () => `What ${label(state.org.flow.app)}, Okta and the apps behind it have of each person${state.org.embedded ? "" : ` who is assigned to ${label(state.org.flow.app)}`}.`,
  controls(_, go) {
    let waiting;
    const input = el("input", { type: "search", value: state.people.search, autocomplete: "off", input: () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => { Object.assign(state.people, { search: input.value, trail: [""] }); await readPeople(); go(); }, 200);
    } });
    return el("label", { class: "field wide" }, el("span", {}, "First name, last name or login starts with"), input);
  },
  body(_, go) {
    const { flow } = state.org, { rows, trail, next } = state.people;
    const numbers = (one) => one.numbers ? flow.numbers.map((each) => el("div", { class: "pair" }, el("span", { class: "soft" }, title(each)), " ", value(one.numbers[each]))) : value(null);
    const turn = (change) => async () => { change(); await readPeople(); go(); };
    const columns = ["Person", label(flow.app), `Okta\n${flow.target}`, ...flow.downstream.map((one) => `${label(one.app)}\n${one.attribute}`), "State"];
    const name = (one) => [el("button", { type: "button", class: "plain", "data-key": one.id, click: async () => { await choosePerson(one.id); go(`mappings/${flow.app}/to_okta/${one.type}`); } }, one.name, hidden(": values of the mappings")), el("br"), el("span", { class: "soft" }, one.login)];
    return [table("People", columns, rows.map((one) => ({
      cells: [el("div", { class: "person" }, name(one)), { of: numbers(one), mark: mark(`person/${one.id}/numbers`) },
        { of: value(one.okta), mark: mark(`person/${one.id}/okta`) },
        ...one.downstream.map((each) => ({ of: value(each), mark: mark(`person/${one.id}/downstream`) })), chip(STATES[one.state] ?? "quiet", one.state)],
    })), "Nobody’s name or login starts like this."),
      el("div", { class: "turn" }, el("button", { type: "button", "data-key": "before", disabled: trail.length < 2, click: turn(() => trail.pop()) }, "Previous"),
        el("span", { class: "soft", role: "status" }, `Page ${count(trail.length)}: ${rows.length === 1 ? "1 person" : `${rows.length} people`}`),
        el("button", { type: "button", "data-key": "next", disabled: !next, click: turn(() => trail.push(next)) }, "Next")),
      state.org.masked && el("p", { class: "soft" }, "Digits are masked. Start with --show-numbers to see them.")];
  },
};

const REASONS = [["entries", "people in the app’s directory"], ["awaiting_confirmation", "linked to no Okta user"], ["unassigned", "not assigned to the app"],
  ["inactive", "deactivated in Okta"], ["app_users_updated", "app profiles changed", true], ["users_updated", "Okta profiles changed", true]];
const imports = {
  words: "Import", embedded: true,
  args: ([id]) => [app(id)?.imports ? id : app(state.org.app)?.imports ? state.org.app : state.org.apps.find((one) => one.imports)?.id],
  title: () => "Import",
  lead: () => "What Okta does on its schedule, now: it takes the app’s values in, maps them, and pushes what changed.",
  controls([id], go) {
    const said = el("span", { role: "status", class: "soft" });
    if (!id) return el("p", { class: "soft" }, "No app imports people.");
    const press = async () => { try { state.imported = await startImport(id); go(); } catch (failure) { said.textContent = failure.message; } };
    return [choice("Application", state.org.apps.filter((one) => one.imports).map((one) => [one.id, one.label]), id, (of) => go(`import/${of}`)),
      el("button", { type: "button", class: "main", click: press }, "Import now"), said];
  },
  body() {
    const run = state.imported;
    if (!run) return el("p", { class: "soft" }, "Nothing was imported since the org started.");
    const kept = Object.entries(run.counts.values_kept).filter(([, number]) => number);
    return [el("h2", {}, run.running ? `Importing from ${run.app} …` : run.failed ? `The import from ${run.app} failed` : `Imported from ${run.app}`),
      run.failed && el("p", { class: "problem" }, run.failed),
      el("progress", { max: run.total || 1, value: run.running ? run.done : run.total || 1, "aria-label": "People imported" }),
      el("p", { role: "status" }, `${count(run.done)} of ${count(run.total)} people`),
      el("dl", { class: "figures" }, REASONS.filter(([key, , always]) => always || run.counts[key]).map(([key, words]) => el("div", {}, el("dd", {}, count(run.counts[key])), el("dt", {}, words))),
        Object.entries(run.counts.pushed).map(([name, number]) => el("div", {}, el("dd", {}, count(number)), el("dt", {}, "pushed to ", name)))),
      kept.length > 0 && [el("h2", {}, "Values that were kept"), table("Values that were kept", ["Attribute", "Why", "Reason", "People"],
        run.counts.reasons.map((one) => ({ cells: [code(one.target), one.why, one.reason, count(one.people)] })))],
      !run.running && el("p", {}, link("people", "See the people"))];
  },
};

const time = (of) => new Date(of).toLocaleTimeString("en-GB");
const journal = {
  words: "Journal",
  title: () => "Journal",
  lead: () => state.org.embedded ? "Requests as they come, and what changed since this page was opened." : "What this page has asked Okta, and what changed since it was opened.",
  body: () => [el("h2", {}, "Changes"),
    table("Changes", ["Time", "What", "Change"], state.changes.map((one) => ({ cells: [time(one.at), link(one.view, one.words), one.mark] })), "Nothing has changed since this page was opened."),
    el("h2", {}, "Requests"),
    table("Requests", ["Time", "Operation", "Request", "Status", "Took"], state.journal.map((one) => ({
      cells: [time(one.started), el("strong", {}, one.operation), code(`${one.method} ${one.path}`), chip(one.status >= 200 && one.status < 400 ? "good" : "bad", one.status || "cut off"), `${one.duration_ms.toFixed(1)} ms`],
    })), "No request yet.")],
};

export const VIEWS = { steps, apps, profile: editor, mappings, sources, people, import: imports, journal };
