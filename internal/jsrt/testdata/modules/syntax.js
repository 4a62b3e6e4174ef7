throw 1 +
