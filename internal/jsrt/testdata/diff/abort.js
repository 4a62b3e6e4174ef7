console.log(1); process.stdout.write('2'); process.stderr.write('err'); console.error('e2'); console.warn('w'); process.abort();
