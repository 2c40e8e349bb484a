// The benchmark page.
import { render } from 'preact';
import { appElement, Shell } from '../shared/shell';

render(
  <Shell current="bench" adapter={null}>
    <h1>GPU benchmark</h1>
  </Shell>,
  appElement(),
);
