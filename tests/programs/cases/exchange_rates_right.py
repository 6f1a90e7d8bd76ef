import threading
import time
from multiprocessing import Process


class RateTable:
    def __init__(self):
        self._lock = threading.Lock()
        self._rates = {"EUR": 1.08, "GBP": 1.27}

    def refresh_forever(self):
        while True:
            with self._lock:
                time.sleep(0.4)
                self._rates = {code: rate + 0.01 for code, rate in self._rates.items()}
            time.sleep(0.1)

    def get(self, code):
        with self._lock:
            return self._rates[code]


table = RateTable()


def price(order, amount, rate):
    print(f"order {order}: {amount * rate:.2f} USD", flush=True)


def main():
    orders = [
        Process(target=price, args=(n, 100 * n, table.get(code)), name=f"order-{n}")
        for n, code in enumerate(("EUR", "GBP", "EUR"), 1)
    ]
    for p in orders:
        p.start()
    threading.Thread(target=table.refresh_forever, daemon=True).start()
    for p in orders:
        p.join()
    print("all orders priced")


if __name__ == "__main__":
    main()
