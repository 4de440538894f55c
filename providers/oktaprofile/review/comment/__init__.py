"""The report as one comment of a pull or merge request, updated in place.

The parts:

    transport.py   requests with retries; what the sites have in common
    github.py      issue comments
    gitlab.py      merge request notes
    post.py        finds the comment with the marker, and updates or makes it
    merged.py      which pull request a commit merged, and which run reviewed it
    reviewed.py    loads what that run kept, for the merge that applies it
"""
