"""Replays recorded traffic against the simulator and lists what differs.

A recording says what a real org answered; the simulator has to answer the same. Everything here talks to the
simulator over HTTP only (Okta's paths and `POST /simulator/load`), so it can be pointed at one that runs
already.

    recording.py   reads the files            operations.py  names what an exchange calls
    documents.py   what an answer shows       history.py     what the recording knew before an exchange
    presuppose.py  the state an exchange needs   effects.py  what a request did   surroundings.py  what a document needs
    compare.py     one answer against the other, apart from ids, hosts and times
    aliases.py     ids that the simulator gave itself
    held.py        what the simulator holds   session.py     one recording from start to end
    simulator.py   starts one, sends to it
    report.py      counts and texts           command.py     `python -m tests.replay`

**Continuity.** A recording is replayed from its first exchange to its last against one simulator. Before each
exchange the state it presupposes is worked out from what the recording answered *earlier*. Where the
simulator holds that state already (its own answers showed it), nothing is loaded: the simulator goes on with
its own state, so a write that it forgets shows at the next read. Where it doesn't, the missing documents are
loaded. The state comes, in this order, from

1. `known`: the last recorded answer that showed the document;
2. `overlap`: an earlier one, when the last one cannot have been what this request met. Okta's schema writes
   replace the whole document with "what the writer had read, plus its own change", so of five writers at once
   each answer shows only its own property. Which one survives is a matter of milliseconds that no replay
   repeats; but each answer is a function of the document its writer had read, and that is one the recording
   shows. It is chosen by the part of the answer that the request does not touch, never by the part it asks
   for;
3. `deduced`: no earlier answer showed it: the recorded answer minus the effect of the request (a created
   property is taken out, a deleted one put in, a toggled one toggled back). For a read nothing is left to
   take away, so the first read of an unknown document only proves that what was loaded comes back unharmed.
   The report counts these apart.

What the request asks for is never loaded: the simulator has to do it.
"""
