"""One box over everything that was written: folding, index, finding."""
