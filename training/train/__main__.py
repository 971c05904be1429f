"""Train networks: ``python -m training.train``."""

from training.train.train import main

if __name__ == "__main__":
    main()
