/** Tells which GPU adapter WebGPU would use, without ever hanging or throwing. Makes no device: ONNX Runtime owns that. */

export interface AdapterReport {
  /** For a badge: the driver's description, or vendor and architecture where the browser gives no more. */
  readonly description: string;
  /** True for a software adapter: right answers, slower than WASM. */
  readonly isFallbackAdapter: boolean;
  readonly features: readonly string[];
  readonly limits: AdapterLimits;
}

/** The limits that decide what fits; bytes, except the invocations. */
export interface AdapterLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
}

/** A driver that does not answer within this time is treated as absent. */
const TIMEOUT_MS = 5000;

/**
 * @param gpu navigator.gpu of the page or worker
 * @returns null where there is no adapter; `'gpu' in navigator` alone does not mean that there is one
 */
export async function requestAdapterInfo(
  gpu: Pick<GPU, 'requestAdapter'> | undefined = globalThis.navigator?.gpu,
  timeoutMs = TIMEOUT_MS,
): Promise<AdapterReport | null> {
  if (!gpu) return null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    const adapter = await Promise.race([gpu.requestAdapter({ powerPreference: 'high-performance' }), tooLate]);
    return adapter && report(adapter);
  } catch {
    // Blocklisted drivers and a crashed GPU process reject: no adapter, as far as the page is concerned.
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function report({ info, features, limits }: GPUAdapter): AdapterReport {
  const parts = [info.vendor, info.architecture, info.device].filter((part) => part !== '');
  return {
    description: info.description || parts.join(' ') || 'unnamed GPU',
    // Some browsers leave the flag unset on a software adapter that was asked for by name.
    isFallbackAdapter: info.isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test([info.description, ...parts].join(' ')),
    features: [...features].toSorted(),
    limits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  };
}
