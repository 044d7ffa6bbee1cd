import { spawnSync } from 'node:child_process';

const NEEDED = ['ip', 'iptables', 'turnserver', 'openssl'];

/** What this machine lacks to make networks of its own and cut them; undefined if nothing. */
export function whatNetworksLack() {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const lacking = NEEDED.filter((program) => spawnSync(program, ['--version']).error);
  if (lacking.length > 0) return `there is no ${lacking.join(', no ')} here`;
  return canMakeNetworks() ? undefined : 'network namespaces cannot be made here';
}

/** Not so in a container without the rights, nor on a kernel without the parts. */
function canMakeNetworks() {
  const name = `deskbell-${process.pid}-probe`;
  const isAble = [
    `netns add ${name}`,
    `-n ${name} link add one type veth peer name other`,
    `netns exec ${name} iptables -t nat -A POSTROUTING -j MASQUERADE --random-fully`,
    `netns exec ${name} iptables -A FORWARD -m statistic --mode random --probability 0.5 -j DROP`,
  ].every((command) => spawnSync('ip', command.split(' ')).status === 0);
  spawnSync('ip', ['netns', 'del', name]);
  return isAble;
}
