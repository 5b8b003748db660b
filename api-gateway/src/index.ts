export { createGateway, type Gateway, type GatewayOptions } from './createGateway.ts';
export { defaultSettings, type GatewaySettings } from './settings.ts';
