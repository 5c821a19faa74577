"""How often a word is written: English word frequencies, read when the first word is looked up.

The list is wordfreq's, of 320,000 words; one word in 10^8 is its floor. It is made of text as people write it, so words
that stuck together stand in it too ("tobe", "ofthe"), each with a frequency far below that of its parts.
"""

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a about above across after against all also although am among an and another any are as at be
            because been before being below between both but by can cannot could did do does doing done during each
            either else even every few first for from had has have having he her here him his how however i if in
            instead into is it its just less like many may me might more most much must my near neither no nor not now
            of often on once one only onto or other others our own per rather same several shall she
            should since so some still such than that the their them then there these they this those though through
            thus to too toward towards two under until upon us use used using very via was we well were what when
            where whether which while who whom whose why will with within without would yet you your
            """,
        "de": """
            der die das und ist nicht ein eine einer einen zu den dem des mit von für auf sich wird werden auch als an
            aus bei bis dass denen dies durch er es ich ihr im kann können müssen nach nur oder sind sie über um unter
            vom was wenn wie wir zum zur
            """,
        "fr": """
            le la les des du un une et est dans pour que qui sur avec pas ce cette sont par nous au aux ces elle en il
            ils je leur mais ne on ou où peut plus sa se ses son vous être
            """,
        "es": """
            el la los las un una y es en de que por para con se del no como más su al son este desde donde entre está
            esta ha hay lo muy o pero puede sin sobre sus también
            """,
        "it": """
            il la lo gli le un una e è di che per con non del della sono si come nel più questo al alla anche da dal
            dalla dei delle i in ma nella o può questa su suo tra
            """,
        "pt": """
            o a os as um uma e é de que em para com não do da se por mais como são dos das no na ao entre esta este foi
            isso mas nas nos ou pela pelo sua também
            """,
        "nl": """
            de het een en is van in dat niet op te zijn met voor aan door ook wordt die naar als bij deze dit er hij kan
            maar nog of om uit wij worden ze zo
            """,
        "sv": "och att det som en är på av för med den till inte om ett har de var kan eller i men när så vi",
        "da": "og at det som en er på af for med den til ikke om et har de var kan eller i men når så vi",
        "pl": "i w na z się nie do to jest że jak o po co ale za od przez oraz są dla a lub może tym tego",
        "cs": "a v na z se je že to s do o jako jsou pro od po který nebo ale by také jeho při i není",
        "tr": "ve bir bu için de da ile çok daha olarak olan gibi ne kadar var ama veya en her değildir sonra göre",
    }.items()
}
"""The commonest words of each language that carry grammar rather than content; what tells the languages apart."""


@cache
def _frequencies() -> Mapping[str, float]:
    # wordfreq's own file is read past wordfreq, which loads four libraries for other languages at its start. After a
    # header it holds lists: number i the words of frequency 10^(-i/100).
    import msgpack

    wordfreq = find_spec("wordfreq")
    assert wordfreq
    assert wordfreq.origin
    packed = (Path(wordfreq.origin).parent / "data" / "large_en.msgpack.gz").read_bytes()
    _, *bins = msgpack.unpackb(gzip.decompress(packed))
    frequencies: dict[str, float] = {}
    for centibels, words in enumerate(bins):
        frequencies.update(dict.fromkeys(words, 9 - centibels / 100))
    return frequencies


def zipf(word: str) -> float:
    """log10 of the uses of an English word, in lower case, per billion words; 0.0 for one that is not known.

    A possessive that is not listed counts as a tenth of its owner.
    """
    frequencies = _frequencies()
    listed = frequencies.get(word, 0.0)
    if not listed and not word.isalpha():
        word = word.replace("’", "'")
        listed = frequencies.get(word) or max(frequencies.get(word.removesuffix("'s").rstrip("'"), 0.0) - 1, 0.0)
    return listed
