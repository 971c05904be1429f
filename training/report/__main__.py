"""Write the pages from the results: ``python -m training.report``."""

from training.report.report import main

if __name__ == "__main__":
    main()
