"""Exact keys of a seller, in the form in which two of them are compared. No database, no keys of ours."""

import re
from itertools import pairwise
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

# Where a platform's links name the seller: the parameter or the part of the path whose next part does.
SELLER_PARAMETERS = {"amazon": ("seller", "me", "merchant"), "ebay": ("_ssn",)}
SELLER_PATHS = {"ebay": ("usr", "str"), "walmart": ("seller",), "aliexpress": ("store",), "etsy": ("shop",)}
NOISE = re.compile(r"^(ref|ref_|utm_.*|_encoding|qid|language|spm|gclid|fbclid|session.*|tag|th|psc)$")
# Most links of Amazon name the seller and nothing else; those need not be taken apart.
PLAIN_AMAZON = re.compile(r"https?://[a-z.]+/[a-z/]*\?seller=([0-9A-Za-z]+)")
AMAZON_TOKEN = re.compile(r"A[0-9A-Z]{9,19}")


def store_link(platform: str, url: str) -> str:
    """One form for all spellings of a link to one store; empty where nothing is left.

    Scheme, `www.`, mobile hosts, the country of the platform's site, tracking and the order of parameters say nothing
    about whose store it is. A link that names the seller is that name.
    """
    if platform == "amazon" and (plain := PLAIN_AMAZON.fullmatch(url)):
        return f"{platform}:{plain[1].casefold()}"
    parts = _parts(url)
    if parts is None:
        return ""
    if named := _named_in(platform, parts):
        return f"{platform}:{named.casefold()}"
    host = re.sub(r"^(www|m|mobile|store)\.", "", parts.netloc.casefold().split("@")[-1].split(":")[0])
    path = re.sub(r"/+", "/", unquote(parts.path)).rstrip("/").casefold()
    kept = sorted(
        (name.casefold(), *values) for name, values in parse_qs(parts.query).items() if not NOISE.match(name.casefold())
    )
    return host + path + ("?" + "&".join("=".join(pair) for pair in kept) if kept else "")


def token_in_link(platform: str, url: str) -> str:
    """The merchant token that a link of Amazon carries; empty where it carries none."""
    parts = _parts(url)
    named = _named_in(platform, parts).upper() if platform == "amazon" and parts else ""
    return named if AMAZON_TOKEN.fullmatch(named) else ""


def _parts(url: str) -> SplitResult | None:
    text = url.strip()
    if not text:
        return None
    try:
        return urlsplit(text if "//" in text[:10] else f"//{text}")
    except ValueError:  # such as an address of brackets
        return None


def _named_in(platform: str, parts: SplitResult) -> str:
    asked = {name.casefold(): values[0] for name, values in parse_qs(parts.query).items()}
    for name in SELLER_PARAMETERS.get(platform, ()):
        if asked.get(name):
            return asked[name].strip()
    steps = [step for step in unquote(parts.path).split("/") if step]
    for here, there in pairwise(steps):
        if here.casefold() in SELLER_PATHS.get(platform, ()):
            return there.strip()
    return ""
