// The classify page: opens the device, loads the network that comes with the page, and shows it a sample.
//   ?network=ID       begins with another network of the page
//   ?backend=webgpu   or cpu, or fastest: what computes, where it is not to be chosen by the kind of adapter
import { effect } from '@preact/signals';
import { render } from 'preact';
import { appElement } from '../shared/shell';
import { App } from './app';
import './classify.css';
import { listenForFiles } from './inputs';
import { keepNetwork, keptNetwork } from './kept-network';
import { showSample } from './sample-choice';
import { CANDLE, FASHION_SAMPLES } from './samples';
import { askedBackend, Session } from './session';
import { Tracing } from './tracing';
import { Viewing } from './viewing';

const session = new Session(askedBackend(location.search));
const viewing = new Viewing(session);
const tracing = new Tracing(session, viewing);

render(<App session={session} viewing={viewing} tracing={tracing} />, appElement());
listenForFiles(session, viewing);
void begin();

/** Loads the network that was chosen last, and shows it a sample. */
async function begin(): Promise<void> {
  const first = await keptNetwork();
  void session.choose(first);
  const [sample = CANDLE] = first.samples === 'fashion' ? FASHION_SAMPLES : [CANDLE];
  void showSample(viewing, sample);
  effect(() => {
    const network = session.loaded.value?.network;
    if (network) void keepNetwork(network);
  });
}
