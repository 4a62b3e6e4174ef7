const { Repository } = require('@napi-rs/simple-git');
const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'git-')));
const repo = Repository.init(dir);
console.log(path.relative(dir, repo.path()), repo.isEmpty(), path.relative(dir, repo.workdir()) || '.', Object.prototype.toString.call(repo));
try { repo.head(); } catch (e) { console.log(e.code, e.message); }
try { Repository.discover('/nonexistent'); } catch (e) { console.log(e.message); }
(async () => {
  await repo.getFileLatestModifiedDateAsync('file.txt').then((d) => console.log(d), (e) => console.log(e.message));
  fs.rmSync(dir, { recursive: true });
})();
