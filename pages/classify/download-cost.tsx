// What this network costs to download, beside AlexNet, which began it all.
import { formatBytes, formatCount } from '../shared/format';
import type { Loaded } from './session';

/** 61,100,840 weights as float32, as `costOfGraph(alexnet().graph)` counts them: Krizhevsky 2014, arXiv:1404.5997. */
const ALEXNET_BYTES = 4 * 61_100_840;

/** Bytes as bars on one scale; ours is often too small to see, which is the point. */
export function DownloadCost({ loaded: { network, report } }: { loaded: Loaded }) {
  const { parameters, macs } = report;
  const bytes = network.byteLength || report.bytesOnDisk;
  const times = Math.round(ALEXNET_BYTES / bytes);
  return (
    <section class="panel" aria-labelledby="cost-title">
      <h2 id="cost-title">What it costs</h2>
      <ol class="times">
        <Cost name={network.title} bytes={bytes} />
        <Cost name="AlexNet, float32" bytes={ALEXNET_BYTES} />
      </ol>
      <p class="quiet">
        {times >= 2 ? `${times.toLocaleString('en-US')} times fewer bytes than AlexNet. ` : ''}
        {formatCount(parameters)} weights, {formatCount(macs)} multiply-adds a picture,{' '}
        {formatBytes(report.activationBytes + report.weightBytes)} of memory.
      </p>
    </section>
  );
}

function Cost({ name, bytes }: { name: string; bytes: number }) {
  return (
    <li>
      <span class="label">{name}</span>
      <span class="share">{formatBytes(bytes)}</span>
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${Math.min(100, (100 * bytes) / ALEXNET_BYTES)}%` }} />
      </span>
    </li>
  );
}
