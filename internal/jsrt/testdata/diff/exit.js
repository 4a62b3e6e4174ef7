process.on('exit', () => console.log('bye')); process.exit(7);
