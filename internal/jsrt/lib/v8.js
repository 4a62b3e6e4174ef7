'use strict';
const { memoryUsage } = binding('process');
exports.setFlagsFromString = function setFlagsFromString(flags) { require('internal/errors').validateString(flags, 'flags'); };
exports.getHeapStatistics = function getHeapStatistics() {
  const m = memoryUsage();
  return { total_heap_size: m.heapTotal, total_heap_size_executable: 0, total_physical_size: m.heapTotal, total_available_size: 4345298944, used_heap_size: m.heapUsed,
    heap_size_limit: 4345298944, malloced_memory: 0, peak_malloced_memory: 0, does_zap_garbage: 0, number_of_native_contexts: 1, number_of_detached_contexts: 0,
    total_global_handles_size: 0, used_global_handles_size: 0, external_memory: 0 };
};
exports.getHeapSpaceStatistics = function getHeapSpaceStatistics() { return []; };
exports.cachedDataVersionTag = function cachedDataVersionTag() { return 0; };
