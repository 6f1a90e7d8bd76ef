"""Blocks of shared memory, and the lists in them."""

from multiprocessing.shared_memory import ShareableList, SharedMemory

from bench import collector, describe

CASES = {}
case = collector(CASES)


class Block(SharedMemory):
    """One of the script's own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


class Made:
    """A block or a list that is there as long as the body runs."""

    def __init__(self, thing):
        self.thing = thing
        self.block = getattr(thing, "shm", thing)

    def __enter__(self):
        return self.thing

    def __exit__(self, *_):
        self.block.close()
        self.block.unlink()


@case
def block_that_does_not_exist(bench):
    SharedMemory("no-such-block")


@case
def block_of_the_scripts_own_that_does_not_exist(bench):
    Block("no-such-block")


@case
def block_that_exists_already(bench):
    with Made(SharedMemory(create=True, size=1)) as block:
        try:
            SharedMemory(block.name, True, 1)
        except FileExistsError as error:
            return describe(error).replace(block.name, "NAME")


@case
def block_without_a_size(bench):
    SharedMemory(create=True)


@case
def block_with_a_wrong_name(bench):
    SharedMemory(bench.token)


@case
def block_with_an_unknown_keyword(bench):
    SharedMemory(create=True, size=1, patience=bench.token)


@case
def block_close_with_a_view(bench):
    with Made(SharedMemory(create=True, size=1)) as block:
        view = block.buf[:]
        try:
            block.close()
        finally:
            view.release()


@case
def block_close_with_too_much(bench):
    with Made(SharedMemory(create=True, size=1)) as block:
        block.close(bench.token)


@case
def block_unlink_of_one_that_is_unlinked(bench):
    block = bench.watch(SharedMemory(create=True, size=1))
    name = block.name
    block.close()
    block.unlink()
    try:
        block.unlink()
    except FileNotFoundError as error:
        return describe(error).replace(name, "NAME")


@case
def list_of_what_no_list_can_have(bench):
    ShareableList([bench.token])


@case
def list_of_a_block_that_does_not_exist(bench):
    ShareableList(name="no-such-block")


@case
def list_item_out_of_range(bench):
    with Made(ShareableList([1])) as numbers:
        numbers[3]


@case
def list_item_of_no_number(bench):
    with Made(ShareableList([1])) as numbers:
        numbers[bench.token]


@case
def list_item_that_does_not_fit(bench):
    with Made(ShareableList(["abc"])) as numbers:
        numbers[0] = "x" * 100


@case
def list_item_of_a_wrong_type(bench):
    with Made(ShareableList([1])) as numbers:
        numbers[0] = bench.token


@case
def list_item_after_the_close(bench):
    numbers = bench.watch(ShareableList([1]))
    numbers.shm.close()
    numbers.shm.unlink()
    numbers[0]


@case
def list_index_of_what_is_not_there(bench):
    with Made(ShareableList([1])) as numbers:
        numbers.index(bench.token)
