import { svg } from 'lit';
import { HANDSET, icon } from '../contact-icons.js';

export const ringingIcon = icon(
  svg`<path d=${HANDSET} /><path d="M14.5 3.8a6 6 0 0 1 5.7 5.7M14.6 7.3a2.6 2.6 0 0 1 2.1 2.1" />`,
);
export const hangUpIcon = icon(svg`<path d=${HANDSET} />`, 'hang-up');
export const micIcon = icon(
  svg`<rect x="9" y="3.2" width="6" height="11" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />`,
);
export const micOffIcon = icon(
  svg`<path d="M9 6.2a3 3 0 0 1 6 0v5m-.6 2A3 3 0 0 1 9 11.300V9M5.5 11.500a6.5 6.5 0 0 0 10.5 5M18.5 11.500a6 6 0 0 1-.5 2.500M12 18v3M4 3.500l16 17" />`,
);
export const cameraOffIcon = icon(
  svg`<path d="M8 6.200h4.600a2.6 2.6 0 0 1 2.6 2.600v4m0 2.400a2.6 2.6 0 0 1-2.6 2.600H5.400a2.6 2.6 0 0 1-2.6-2.600V8.800a2.6 2.6 0 0 1 1.7-2.400M15.2 10.8 21 7.400v9.200M3.5 3.500l16.5 17" />`,
);
export const switchCameraIcon = icon(
  svg`<path d="M4 9a2 2 0 0 1 2-2h1.800l1.4-2h5.600l1.4 2H18a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z" /><path d="M8.8 12.600a3.3 3.3 0 0 1 6-1.300m.4 2.200a3.3 3.3 0 0 1-6 1.300M15 9.300v2h-2M9 16.800v-2h2" />`,
);
export const soundIcon = icon(
  svg`<path d="M4 9.500h3.500L12 5.500v13l-4.5-4H4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.500a7.7 7.7 0 0 1 0 11" />`,
);
