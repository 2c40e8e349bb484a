// The classify page.
import { render } from 'preact';
import { appElement, Shell } from '../shared/shell';

render(
  <Shell current="classify" adapter={null}>
    <h1>What is in this picture?</h1>
  </Shell>,
  appElement(),
);
