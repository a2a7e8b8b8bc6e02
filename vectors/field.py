#!/usr/bin/env python3
"""Write cases of the field: see the package `field`.

python3 vectors/field.py --cases 1000 --seed 7 > cases.jsonl
python3 vectors/field.py --check
"""

import sys

from field.main import main

if __name__ == "__main__":
    sys.exit(main())
