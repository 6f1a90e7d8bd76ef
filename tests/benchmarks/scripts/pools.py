"""A pool and an executor: many tiny tasks in chunks, some one by one."""

import multiprocessing as mp
import sys
from concurrent.futures import ProcessPoolExecutor


def tiny(number):
    return number + 1


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    context = mp.get_context("fork")
    with context.Pool(2) as pool:
        assert sum(pool.map(tiny, range(20 * size), chunksize=50)) == 10 * size * (20 * size + 1)
        assert sum(pool.imap_unordered(tiny, range(size))) == size * (size + 1) // 2
    with ProcessPoolExecutor(2, context) as executor:
        futures = [executor.submit(tiny, number) for number in range(size)]
        assert sum(future.result() for future in futures) == size * (size + 1) // 2
