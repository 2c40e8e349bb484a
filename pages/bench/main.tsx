// The benchmark page.
import './bench.css';
import { render } from 'preact';
import { appElement } from '../shared/shell';
import { App } from './app';
import { readAddress } from './state';

readAddress(location.search);
render(<App />, appElement());
