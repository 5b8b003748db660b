/** Native ES modules; @swc/jest only strips the types, so a test runs the same code that Node runs. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
  testMatch: [
    '<rootDir>/{core,operator,lint-runner,api-gateway,cli}/**/*.test.ts',
    '<rootDir>/test/{integration,conformance,bench,demo,hostile,fuzz,soak}/**/*.test.ts',
  ],
  modulePathIgnorePatterns: ['<rootDir>/.tools', '<rootDir>/.cluster', '<rootDir>/.venv'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['{core,operator,lint-runner,api-gateway}/src/**/*.ts', '!**/*.test.ts'],
  coverageReporters: ['text-summary', 'json-summary', 'lcov'],
  testTimeout: 30000,
};
