import { Construct } from 'constructs';
import { AzureOptions, azurePlace, GsOptions, gsPlace } from './storage-clouds';
import {
  HfOptions,
  hfPlace,
  HttpsOptions,
  httpsPlace,
  OciOptions,
  ociPlace,
  PvcOptions,
  pvcPlace,
} from './storage-others';
import { BindPlace, StoragePlace, StorageRequest } from './storage-place';
import { RegistryOptions, registryPlace } from './storage-registry';
import { S3Options, s3Place } from './storage-s3';

/**
 * Where a model is. KServe loads it into `/mnt/models` before the server starts.
 * @see https://kserve.github.io/website/docs/model-serving/storage/overview
 */
export class Storage {
  /** A bucket of Amazon S3, or of a server that speaks S3. */
  static s3(options: S3Options): Storage {
    return new Storage(s3Place(options));
  }

  /** A bucket of Google Cloud Storage. */
  static gs(options: GsOptions): Storage {
    return new Storage(gsPlace(options));
  }

  /** A container of Azure Blob Storage. */
  static azure(options: AzureOptions): Storage {
    return new Storage(azurePlace(options));
  }

  /** A volume of the cluster, which is mounted and not copied. */
  static pvc(options: PvcOptions): Storage {
    return new Storage(pvcPlace(options));
  }

  /** A repository of the Hugging Face Hub. */
  static hf(options: HfOptions): Storage {
    return new Storage(hfPlace(options));
  }

  /**
   * An image that carries the model, which runs beside the server. The platform's KServe must allow it, and the pods share
   * their processes.
   */
  static oci(options: OciOptions): Storage {
    return new Storage(ociPlace(options));
  }

  /** One file on a web server. */
  static https(options: HttpsOptions): Storage {
    return new Storage(httpsPlace(options));
  }

  /**
   * A version of a model in the Model Registry, which knows where that lies when a pod starts. The platform's ModelRegistry
   * must have KServe as its `modelServing`.
   */
  static registry(options: RegistryOptions): Storage {
    return new Storage(registryPlace(options, (place) => (place instanceof Storage ? place : undefined)));
  }

  private constructor(private readonly place: BindPlace) {}

  /**
   * Checks the place, and makes the Secret that it needs within `scope`. A construct that loads a model calls this.
   * @returns the URI, and what the pod's ServiceAccount must have
   */
  bind(scope: Construct, request: StorageRequest): StoragePlace {
    return this.place(scope, request);
  }
}
