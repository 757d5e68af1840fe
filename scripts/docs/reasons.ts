/** Why a public name of PyTorch has no shape rule: a closed list, and the names that each reason covers. */

export type Reason = "foreign" | "setting" | "random" | "profiling" | "device" | "compiler" | "memory" | "kernel" | "training";

/** What the page says of each reason. */
export const REASONS: Readonly<Record<Reason, string>> = {
  foreign: "a name of another package, or of another module of PyTorch, that this module imports",
  setting: "takes no tensor: switches and facts of the process, texts of its documentation, names for annotations",
  random: "state of the random number generators",
  profiling: "profiling, logging and testing",
  device: "devices, streams, processes and threads",
  compiler: "takes no tensor: types, graphs and tools of TorchScript, of the compiler and of export",
  memory: "memory of tensors and of files: storages, raw pointers, serialization; what they hold is not in the source",
  kernel: "a kernel for one backend that PyTorch calls itself: it asks for that device, or for weights packed for it",
  training: "takes no tensor: what steers an optimizer, a data loader or a container of TorchScript",
};

/** By module; a star stands for any letters. A name that has a rule must not be matched. */
const NAMES: Readonly<Record<string, Partial<Readonly<Record<Reason, string>>>>> = {
  torch: {
    foreign: "torch types version torch_version builtins ctypes functools glob importlib inspect math os platform sys textwrap threading warnings",
    setting: "USE_* PRIVATE_OPS TYPE_CHECKING has_lapack has_mkl has_openmp has_spectral compiled_with_cxx11_abi classproperty AVG SUM AggregationType legacy_contiguous_format get_file_path is_vulkan_available windows *_num_threads *_num_interop_threads set_printoptions set_flush_denormal *_deterministic_* *_warn_always* *_anomaly_* *_float32_matmul_precision autocast_*crement_nesting *_autocast_* return_types",
    random: "Generator default_generator thread_safe_generator get_rng_state set_rng_state initial_seed manual_seed seed random quasirandom",
    profiling: "profiler profiler_allow_cudagraph_cupti_lazy_reinit_cuda12 monitor testing ThroughputBenchmark BenchmarkConfig BenchmarkExecutionStats LockingLogger LoggerBase NoopLogger FileCheck",
    device: "cpu mtia xpu mps cuda accelerator DeviceObjType Event Stream StreamObjType get_device_module prepare_multiprocessing_environment multiprocessing futures Future AcceleratorError OutOfMemoryError FatalError",
    compiler: "cpp classes package export library fx jit compiler AliasDb AnyType Argument ArgumentSpec AwaitType Block BoolType BufferDict CallStack Capsule ClassType Code CompilationUnit CompleteArgumentSpec ComplexType ConcreteModuleType ConcreteModuleTypeBuilder DeepCopyMemoTable DictType DisableTorchFunction DisableTorchFunctionSubclass DispatchKey DispatchKeySet EnumType ErrorReport ExcludeDispatchKeyGuard ExecutionPlan FloatType FunctionSchema FutureType Gradient Graph GraphExecutorState IODescriptor InferredType IntType InterfaceType JITException ListType LiteScriptModule ModuleDict Node NoneType NumberType OperatorInfo OptionalType ParameterDict PyObjectType RRefType Script* StaticModule StringType SymBool SymFloat SymInt SymBoolType SymIntType Tag TensorType TracingState TupleType Type UnionType Use Value import_ir_module* merge_type_from_type_comment parse_ir parse_schema parse_type_comment unify_type_list sym_constrain_range*",
    memory: "storage *Storage StorageBase PyTorchFileReader PyTorchFileWriter DeserializationStorageContext SerializationStorageContext to_dlpack load save serialization",
    kernel: "batch_norm_backward_elemt batch_norm_backward_reduce batch_norm_elemt batch_norm_gather_stats* batch_norm_stats cudnn_affine* cudnn_batch* cudnn_conv* cudnn_grid* miopen_* fbgemm_* mkldnn_adaptive_avg_pool2d mkldnn_linear_backward_weights mkldnn_max_pool2d mkldnn_max_pool3d mkldnn_rnn_layer native_norm quantized_gru quantized_gru_cell quantized_lstm quantized_lstm_cell quantized_rnn_relu_cell quantized_rnn_tanh_cell",
  },
  "torch.nn": { foreign: "common_types grad intrinsic qat quantizable" },
  "torch.nn.functional": {
    foreign: "Callable DType Optional Tensor torch dataclasses importlib math np warnings grad",
    setting: "BroadcastingList* GRID_SAMPLE_* TYPE_CHECKING boolean_dispatch reproducibility_notes sparse_support_notes tf32_notes ScalingType SwizzleType",
    kernel: "scaled_mm scaled_grouped_mm",
  },
  "torch.Tensor": {
    setting: "__torch_function__ __torch_dispatch__ index",
    memory: "__dlpack__ __dlpack_device__ __setstate__ __array_wrap__",
    device: "ipu mtia",
  },
  "torch.fft": { foreign: "Tensor" },
  "torch.sparse": { kernel: "SparseSemiStructuredTensor* to_sparse_semi_structured", profiling: "as_sparse_gradcheck", setting: "check_sparse_tensor_invariants" },
  "torch.autograd": { foreign: "NestedIOFunction" },
  "torch.compiler": { setting: "config" },
  "torch.export": { compiler: "AdditionalInputs Constraint CustomDecompTable ExportBackwardSignature ExportGraphSignature FlatArgsAdapter ModuleCallEntry ModuleCallSignature ShapesCollection UnflattenedModule" },
  "torch.optim": { training: "swap_in_optimizer_params_and_state" },
  "torch.utils.checkpoint": { compiler: "GraphExecGroup SAC_IGNORED_OPS", device: "DefaultDeviceType" },
  "torch.utils.data": { training: "DFIterDataPipe DataChunk _DatasetKind argument_validation functional_datapipe guaranteed_datapipes_determinism non_deterministic runtime_validation runtime_validation_disabled" },
  "einops.layers.torch": { compiler: "apply_for_scriptable_torch RearrangeMixin ReduceMixin" },
};

/** The reasons given for a name: one, if it has no rule. */
export function reasonsFor(module: string, name: string): readonly Reason[] {
  return patterns(module)
    .filter(([, pattern]) => pattern.test(name))
    .map(([reason]) => reason);
}

/** The parts of a module's lists that cover none of the names. */
export function idlePatterns(module: string, names: readonly string[]): readonly string[] {
  return patterns(module)
    .filter(([, pattern]) => !names.some((name) => pattern.test(name)))
    .map(([reason, pattern]) => `${reason}: ${pattern.source}`);
}

export const reasonedModules: readonly string[] = Object.keys(NAMES);

const made = new Map<string, readonly (readonly [Reason, RegExp])[]>();

function patterns(module: string): readonly (readonly [Reason, RegExp])[] {
  const known = made.get(module);
  if (known) return known;
  const all = Object.entries(NAMES[module] ?? {}).flatMap(([reason, text]) => text.split(" ").map((name): readonly [Reason, RegExp] => [reason as Reason, new RegExp(`^${name.replaceAll("*", "\\w*")}$`)]));
  made.set(module, all);
  return all;
}
