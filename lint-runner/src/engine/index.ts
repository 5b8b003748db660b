export { EnginePool } from './enginePool.ts';
export { type EngineClock, type EnginePoolOptions, EngineStartError } from './enginePoolOptions.ts';
export { engineProfileOf } from './engineProfile.ts';
export type {
  AnalyseRequest,
  EngineErrorCode,
  EngineFix,
  EngineOutcome,
  EnginePoolStats,
  EngineProfile,
  EngineRestartReason,
  EngineViolation,
  PartOfText,
} from './protocol.ts';
export { engineErrorCodes } from './protocol.ts';
