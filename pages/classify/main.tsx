// The classify page: opens the device, loads the network that comes with the page, and shows it a sample.
//   ?network=ID  begins with another network of the page
import { render } from 'preact';
import { appElement } from '../shared/shell';
import { App } from './app';
import './classify.css';
import { listenForFiles } from './inputs';
import { EMBEDDED, NETWORKS } from './networks';
import { showSample } from './sample-choice';
import { CANDLE, FASHION_SAMPLES } from './samples';
import { Session } from './session';
import { Tracing } from './tracing';
import { Viewing } from './viewing';

const session = new Session();
const viewing = new Viewing(session);
const tracing = new Tracing(session, viewing);
const asked = new URLSearchParams(location.search).get('network');
const first = NETWORKS.find(({ id }) => id === asked) ?? EMBEDDED;

render(<App session={session} viewing={viewing} tracing={tracing} />, appElement());
listenForFiles(session, viewing);
void session.choose(first);
const [sample = CANDLE] = first.samples === 'fashion' ? FASHION_SAMPLES : [CANDLE];
void showSample(viewing, sample);
