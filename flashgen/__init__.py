"""flashgen: a compiler from reading annotations to Anki decks.

    export → annotations → pairs → verdicts and placements → cards → notes → decks → .apkg

Every stage is a function from value to value; `pipeline.build` is their order, written once. Imports go only
downwards, never within a layer, and each foreign library has one home (tests/test_layers.py).

    cli          reads files, asks the clock, prints, exits                                        click

    pipeline     exports, course and ledger -> Build: the order of the stages; no files, no clock
    apkg         decks -> the bytes of an .apkg                                                    genanki
    preview      Build -> one HTML page that shows every card as Anki does
    review       Build -> questions, one key for each answer                                       rich
    verify       packages in the real Anki: what is wrong with them
    rehearse     what an import does to what a student has
    fetch        pages a public annotation API                                                     httpx

    course       course.yaml and overrides.yaml -> Course, overrides                               yaml
    overrides    answers -> overrides.yaml, its comments and order kept                            ruamel.yaml
    compose      Pair, Verdict, Placement -> Card: plain text with TeX
    render       Card -> the HTML fields of its Note, through templates/                           jinja2
    ledger       every note ever published, and what a new term makes of it
    plan         Build against Ledger -> what a build changes, for the instructor
    changes      Ledger -> CHANGES.md, for the students
    report       Build -> text, JSON
    faults       a card as Anki renders it -> what a student must never see

    readers      bytes -> Export of Annotations; READERS has a line for each format                msgspec, selectolax

    pairing      lines of flat text -> which quote each comment is on
    repair       text out of PDFs -> the text as it was written
    kinds        Pair -> Verdict: definition, claim, question, or why it is set aside
    topics       Pairs -> Placements; topics.proposing: the topics a new course begins with
    recognise    Annotations against Ledger -> which note each one is                              rapidfuzz
    pins         which override pins which annotation
    titles       what decks are called, and which notes a new name changes

    markup       Markdown and HTML -> safe HTML or plain text, maths untouched                     markdown-it, nh3,
                                                                                                   latex2mathml
    tex          which parts of a text are formulas, and what MathJax typesets                     pylatexenc
    words        how often a word is written                                                       wordfreq
    identity     uid, fingerprint and guid of an annotation
    files        one file or several that change whole or not at all                               filelock
    collection   a throw-away collection of the real Anki                                          anki
    resources    templates/, in a wheel and in a checkout; the version

    model        all values, in the order in which the pipeline makes them
    errors       all refusals, as one tree
    names        what others named, made fit for files, slugs, decks and messages
"""
