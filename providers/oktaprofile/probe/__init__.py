"""Asks a preview org what no source settles, on things that it makes itself, and takes all of it away again.

    questions.py   the one table: question, row of docs/unverified.md, answers and what follows from each
    operations.py  the operations that only a probe may do
    look.py        what is read before anything is written: what kind of org, which rights, what is there
    steps.py       how each question is asked
    evidence.py    what was sent and answered, with ids, hosts and names replaced
    note.py        the file that says what has to be taken away, written before each write
    stage.py       what the steps work on
    own.py         makes the probe's own things, each noted first
    undo.py        takes away what a note lists, and looks that it is gone
    run.py         one probe: plan, questions one by one, undo

It imports `okta`, `text`, and the table of questions in `answers`.
"""
