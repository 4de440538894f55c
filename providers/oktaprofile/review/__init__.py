"""What a Terraform plan does to people and data flow, as a report that a reviewer can decide from.

    directory.py       names of apps and user types, and whole schemas, as far as the plan has them
    words.py           sentences made of our words and of other people's values, which every writer escapes
    attributes.py, mappings.py (mapping_arguments.py, mapping_words.py), sources.py
                       our resources, one module a kind, as steps in an identity admin's words
    expression_diff.py what changed in an expression, token by token, and what is wrong with it
    risks.py           what may go wrong, worst first       flow.py      which data flows where, before and after
    impact_file.py     the JSON of `oktaprofile impact`     gates.py     what stops a pipeline, and the exit code
    build.py           all of it together: the `Review` of model.py
    sections.py, people_tables.py, table.py
                       the report as tables, which Markdown, HTML and the terminal write alike
    afterwards.py, page.py
                       the documents of `oktaprofile verify` and `reconcile` as such tables
    writers/           that model as Markdown, HTML, JSON, SARIF, JUnit and on a terminal
    masking.py         phone numbers and e-mail addresses, once more over the finished text
    comment/           the report as a comment of a pull or merge request

It imports plan and expression, and requests in comment/ alone. It reads files and writes text; it never asks an org.
"""
