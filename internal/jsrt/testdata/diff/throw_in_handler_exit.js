process.on('uncaughtException', () => { throw new Error('again'); });
process.on('exit', () => console.log('not asked'));
setTimeout(() => { process.nextTick(console.log, 'not run'); throw new Error('first'); }, 1);
