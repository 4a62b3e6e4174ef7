(async () => { await 1; throw 'text'; })();
