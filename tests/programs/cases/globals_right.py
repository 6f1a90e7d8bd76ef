from multiprocessing import Process, Queue

LIMIT = 3
results = []
cache = {}
model = None
calls = 0
left = 10


def square(n):
    global calls
    calls += 1
    if n not in cache:
        cache[n] = n * n
    return cache[n]


def work(queue):
    global model
    model = "loaded"
    for n in range(LIMIT):
        results.append(square(n))
    queue.put(results)
    queue.put((calls, model))


def countdown():
    global left
    while left:
        left -= 1


if __name__ == "__main__":
    queue = Queue()
    p = Process(target=work, args=(queue,))
    c = Process(target=countdown)
    p.start()
    c.start()
    found = queue.get()
    p.join()
    c.join()
    results.extend(found)
    print(results, LIMIT, model)
    left = 3
    print(left)
