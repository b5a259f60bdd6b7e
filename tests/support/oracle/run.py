"""The core against the oracle.

    run.py DRIVER [--worlds N] [--orders N] [--from SEED] [--seed SEED] [--jobs N]

--worlds: so many random worlds, of which every verdict, value, state, date and notification must be
the same on both sides; --orders: so many of which the sums and states must not depend on the order,
the repeats and the split of what was sent; --seed: one world, its entries and both sides, line by
line. A world that fails is shortened and printed. At the end: how many worlds held what."""
import argparse
import collections
import multiprocessing
import os
import sys
import time

import cover
import orders
from compare import Core, difference
from generate import make
from shorten import shorten, told

CHUNK = 20
SHORTENED = 3  # of the first failures; the others are told by seed only


def one_world(core, seed):
    """(seed, what is wrong or None, what the world held)."""
    entries, first, last = make(seed)
    wrong, lines = difference(core, entries, first, last)
    return seed, wrong, cover.of(entries, lines)


def one_order(core, seed):
    entries, first, last = orders.make(seed)
    wrong, lines = orders.difference(core, seed, entries, first, last)
    return seed, wrong, cover.of(entries, lines) if lines else []


def work(task):
    driver, kind, seeds = task
    core = Core(driver)
    try:
        return [{"worlds": one_world, "orders": one_order}[kind](core, seed) for seed in seeds]
    finally:
        core.done()


def run(options, kind, count):
    seeds = range(options.start, options.start + count)
    tasks = [(options.driver, kind, seeds[i:i + CHUNK]) for i in range(0, count, CHUNK)]
    held, failed, begun = collections.Counter(), [], time.monotonic()
    with multiprocessing.Pool(options.jobs) as pool:
        for results in pool.imap_unordered(work, tasks):
            for seed, wrong, what in results:
                held.update(what)
                if wrong:
                    failed.append((seed, wrong))
                    print(f"{kind}: seed {seed} differs", flush=True)  # a long run is looked at while it runs
    for seed, wrong in sorted(failed)[:SHORTENED]:
        print(f"\n{kind}: seed {seed}: {wrong}")
        if kind == "worlds" and not wrong.startswith("refused"):
            core = Core(options.driver)
            entries, first, last = make(seed)
            print(told(core, *shorten(core, entries, first, last)))
            core.done()
    if len(failed) > SHORTENED:
        print("more seeds that differ:", " ".join(str(seed) for seed, _ in sorted(failed)[SHORTENED:]))
    print(f"{kind}: {count - len(failed)} of {count} agree, {time.monotonic() - begun:.0f} s")
    if kind == "orders":
        print(f"orders: {held['entry', 'activate']} without a dispute or a limit that was hit, {orders.VARIANTS} "
              "variants of each")
    missing = cover.show(held) if kind == "worlds" and count >= cover.ENOUGH else []
    if missing:
        print("never occurred:", ", ".join(missing))
    return not failed and not missing


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("driver")
    parser.add_argument("--worlds", type=int)
    parser.add_argument("--orders", type=int)
    parser.add_argument("--from", dest="start", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    if options.seed is not None:
        core = Core(options.driver)
        print(told(core, *make(options.seed)))
        return 0
    good = True
    if options.worlds is None and options.orders is None:
        options.worlds, options.orders = 1000, 100
    if options.worlds:
        good = run(options, "worlds", options.worlds)
    if options.orders:
        good = run(options, "orders", options.orders) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
