import {
  between,
  flag,
  integer,
  labels,
  list,
  matching,
  nested,
  refused,
  rewritten,
  text,
} from "./fields.ts";

const bindOptionFields = {
  Propagation: rewritten(matching(/^r?private$/, "propagation", 32)),
  NonRecursive: rewritten(flag),
  CreateMountpoint: rewritten(flag),
  ReadOnlyNonRecursive: rewritten(flag),
  ReadOnlyForceRecursive: rewritten(flag),
};

const driverConfigFields = {
  Name: rewritten(matching(/^local$/, "volume-driver", 64)),
  Options: refused("volume-options"),
};

const volumeOptionFields = {
  NoCopy: rewritten(flag),
  Labels: rewritten(labels),
  DriverConfig: rewritten(nested(driverConfigFields)),
  Subpath: rewritten(text()),
};

const tmpfsOptionFields = {
  SizeBytes: rewritten(between(0, 2 ** 46)),
  Mode: rewritten(integer),
  Options: rewritten(list(list(matching(/^(no)?exec$/, "tmpfs-option", 32), 1), 8)),
};

/** Mount of the Engine API, version 1.51. */
export const mountFields = {
  Target: rewritten(text()),
  Source: rewritten(text()),
  Type: rewritten(text(32)),
  ReadOnly: rewritten(flag),
  Consistency: rewritten(matching(/^(default|consistent|cached|delegated)$/, "field-value", 32)),
  BindOptions: rewritten(nested(bindOptionFields)),
  VolumeOptions: rewritten(nested(volumeOptionFields)),
  ImageOptions: refused("mount-type"),
  TmpfsOptions: rewritten(nested(tmpfsOptionFields)),
  ClusterOptions: refused("mount-type"),
};

/** Kept apart from `mountFields` so that a test can compare each object of the API with its table. */
export const mountOptionFields = {
  BindOptions: bindOptionFields,
  VolumeOptions: volumeOptionFields,
  DriverConfig: driverConfigFields,
  TmpfsOptions: tmpfsOptionFields,
};
