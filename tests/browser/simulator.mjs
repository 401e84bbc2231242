// The simulator as a test sees it from outside: the real program on free ports, keeping nothing, and its control API.
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const program = process.argv[2];
const doors = ['koppelvlak', 'portaal', 'leverancier', 'beheer'];

export const brief = fileURLToPath(new URL('../../data/seed/brief.pdf', import.meta.url));

// Who is who, by user name; all personas have the same password and PIN.
export const bsn = {
  zoe: '999990007', anna: '999990019', bert: '999990020', dirk: '999990044', henk: '999990068', frits: '999990081', greet: '999990093',
};
export const password = 'Voorbeeld-1';
export const gemeente = '00000099000000001000';

export class Simulator {
  static async start() {
    const ports = doors.flatMap((door) => [`--${door}-port`, '0']);
    const child = spawn(program, ['--log-level', 'warn', 'serve', '--ephemeral', '--citizens', '20', ...ports],
                        {stdio: ['ignore', 'pipe', 'inherit']});
    const kill = () => child.kill('SIGKILL');
    process.on('exit', kill);
    const ended = once(child, 'exit').then(([code]) => {
      process.off('exit', kill);
      return code;
    });
    const line = await Promise.race([once(createInterface({input: child.stdout}), 'line'), ended]);
    if (!Array.isArray(line)) throw new Error(`the server did not start; exit code ${line}`);
    return new Simulator(child, ended, JSON.parse(line[0]));
  }

  constructor(child, ended, places) {
    Object.assign(this, {child, ended, ...places});
  }

  async stop() {
    this.child.kill('SIGTERM');
    const code = await this.ended;
    if (code !== 0) throw new Error(`SIGTERM is not a clean end: exit code ${code}`);
  }

  async api(method, path, body) {
    const answer = await fetch(`${this.beheer}/api/v1/${path}`, {method, body: typeof body === 'object' ? JSON.stringify(body) : body});
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  }

  set(name, value) { return this.api('PUT', `switches/${name}`, value); }
  advance(duration) { return this.api('POST', 'clock/advance', duration); }
  async now() { return new Date((await this.api('GET', 'clock')).nu); }

  // What was mailed to somebody, the newest last; waits until there are so many.
  async mails(to, count = 1) {
    const {berichten} = await this.api('GET', `notices?soort=email&aan=${to}&sort=id&count=${count}&wait=PT20S`);
    return berichten;
  }

  // DigiD asks nothing any more: the next to log in is this one.
  async nextIs(who) {
    await this.set('digid.snelle-inlog', 'aan');
    await this.api('PUT', 'digid/persona', {bsn: who});
  }

  // Messages as an organisation sends them, with the command that people use. Throws when one is not delivered.
  async send(fields = {}) {
    const options = Object.entries(fields).flatMap(([name, value]) => [`--${name}`, String(value)]);
    try {
      await promisify(execFile)(program, ['send', '--beheer', this.beheer, '--endpoint-port', '0', ...options]);
    } catch (error) {
      throw new Error(`not delivered: ${error.stdout}`);
    }
  }
}
