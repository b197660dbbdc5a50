"""Runs a command, and prints what it took: `python measure_process.py COMMAND…`; standard input is the command's."""

import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
# Kilobytes on Linux, bytes on macOS. [getrusage(2)]
unit = 1 if sys.platform == 'darwin' else 1024
print(json.dumps({
    'seconds': time.perf_counter() - start,
    'processorSeconds': usage.ru_utime + usage.ru_stime,
    'peakMegabytes': usage.ru_maxrss * unit / 1e6,
    'answer': done.stdout.decode().strip().split('\n')[-1],
}))
