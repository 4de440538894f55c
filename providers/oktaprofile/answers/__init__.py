"""What nothing published settles, and what one org answered to it.

    question.py, questions.py, by_hand.py   the one table: question, row of docs/unverified.md, answers, what follows
    document.py                             `answers.json`: written by a probe or a person

It imports no room, so that every room may read answers. Who asks an org is `probe`.
"""
