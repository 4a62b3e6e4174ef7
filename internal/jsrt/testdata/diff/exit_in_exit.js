process.on('exit', () => { process.exit(12); });
