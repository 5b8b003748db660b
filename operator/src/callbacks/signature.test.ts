import { expect, test } from '@jest/globals';
import { signedHeaders } from './signature.ts';

const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };

test('a message is signed as the reference implementations of Standard Webhooks sign it', () => {
  expect(signedHeaders(message, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a secret without the prefix is the key as it is', () => {
  // printf %s 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}' | openssl dgst -sha256 -hmac 'plain text' -binary | base64
  expect(signedHeaders(message, 'plain text')['webhook-signature']).toBe(
    'v1,jqwBeuO37ldYigaSHqcC7YjqBJtOOulPztOWrj1DjXA=',
  );
});

test('without a secret there is no signature', () => {
  expect(Object.keys(signedHeaders(message, undefined))).toEqual(['webhook-id', 'webhook-timestamp']);
});
