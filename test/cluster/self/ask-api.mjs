// Asks the API server for a Service with the pod's own token, through the cluster's DNS name and authority.
import { readFileSync } from 'node:fs';
import { get } from 'node:https';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const headers = { authorization: `Bearer ${readFileSync(`${account}/token`, 'utf8')}` };
const ca = readFileSync(`${account}/ca.crt`);
get('https://kubernetes.default.svc/api/v1/namespaces/self-test/services/hello', { ca, headers }, (response) => {
  console.log('status', response.statusCode);
  response.resume();
});
