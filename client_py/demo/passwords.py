"""Passwords that one can read off a screen and type, and that nobody guesses: five words of 256, and a number."""

import secrets
from typing import Final

_TEXT: Final = """
    acorn amber anchor apple april arrow aspen atlas autumn badge bamboo barley basil beach beacon berry birch bison
    blossom bonfire border bottle branch bread breeze brick bridge brook bucket button cabin cactus camel candle
    canoe canvas carbon carpet castle cedar cello chalk cherry chess cinema circle citrus clay cliff clock clover
    coast cobalt comet copper coral cotton cradle crane crayon cricket crystal cypress dahlia daisy dawn delta
    desert diary dolphin donkey dragon drum dune eagle earth easel echo elbow elder elm ember engine falcon feather
    fern ferry fiddle field finch flint flute forest fossil fountain fox frost galaxy garden garlic ginger glacier
    globe goose grain granite grape gravel hammer harbor harvest hazel heron hill holly honey horizon hornet igloo
    indigo island ivory ivy jacket jasmine jigsaw juniper kayak kettle kite kiwi ladder lagoon lantern laurel lava
    lemon lentil lily linen lobster lotus lunar magnet mango maple marble meadow melon mercury mint mirror moss
    mountain muffin mulberry nectar needle nest nickel nutmeg oak oasis ocean olive onyx opal orbit orchard orchid
    otter owl oyster paddle panda paper parsley peach pebble pelican pencil pepper petal piano pigeon pillow pine
    planet plum pocket pollen pond poplar poppy prairie prism puzzle quartz quill rabbit raft raven reef ribbon
    river robin rocket rose saddle saffron sail salmon sand sapphire satin shadow shell silver sketch slate snow
    sparrow spice spring spruce squirrel star stone storm sugar summer sunset swallow tea thistle thunder tiger
    timber topaz tulip tunnel turtle valley velvet violet violin walnut water whale willow window winter yarn zebra
    zephyr zinnia
"""

WORDS: Final = tuple(_TEXT.split())


def memorable() -> str:
    """Such as "willow-copper-basil-otter-dawn-41": more than 46 bits, behind Argon2id."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(5)), str(10 + secrets.randbelow(90))])
