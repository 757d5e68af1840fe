"""`transformers.Trainer`: its steps on what its loader gives. https://huggingface.co/docs/transformers/main_classes/trainer"""
import inspect

import torch
from torch.utils.data import DataLoader

from _shapelint import is_known, unknown


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return unknown(f"transformers.trainer.{name} is not modelled")


def _as_loss(outputs, inputs):
    if isinstance(outputs, dict):
        if "loss" not in outputs:
            raise ValueError(f"The model did not return a loss from the inputs, only the following keys: {','.join(outputs.keys())}. For reference, the inputs it received are {','.join(inputs.keys())}.")
        return outputs["loss"]
    return outputs[0]


class Trainer:
    def __init__(
        self,
        model=None,
        args=None,
        data_collator=None,
        train_dataset=None,
        eval_dataset=None,
        processing_class=None,
        model_init=None,
        compute_loss_func=None,
        compute_metrics=None,
        callbacks=None,
        optimizers=(None, None),
        optimizer_cls_and_kwargs=None,
        preprocess_logits_for_metrics=None,
        **older,
    ):
        if args is None:
            from transformers import TrainingArguments

            args = TrainingArguments("tmp_trainer")
        self.args = args
        self.model_init = model_init
        self.model = self.call_model_init() if model is None and model_init is not None else model
        self.processing_class = self.tokenizer = processing_class or older.get("tokenizer")
        self.data_collator = data_collator
        self.train_dataset, self.eval_dataset = train_dataset, eval_dataset
        self.compute_loss_func, self.compute_metrics = compute_loss_func, compute_metrics
        self.optimizer, self.lr_scheduler = optimizers

    def call_model_init(self, trial=None):
        asked = len(inspect.signature(self.model_init).parameters)
        return self.model_init() if asked == 0 else self.model_init(trial)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown(f"a trainer's {name}")

    def _collate(self, features):
        """The batch of some items, without the columns that the model does not take."""
        collate = self.data_collator
        if collate is None:
            if self.processing_class is not None:
                return unknown("a batch that a tokenizer pads")
            from transformers.data.data_collator import default_data_collator as collate
        if self.args.remove_unused_columns is True and all(type(f) is dict for f in features):
            names = inspect.signature(self.model.forward).parameters
            if not any(p.kind is p.VAR_KEYWORD for p in names.values()):
                features = [{k: v for k, v in f.items() if k in names or k in ("label", "label_ids", "labels")} for f in features]
        return collate(features)

    def get_train_dataloader(self):
        return DataLoader(self.train_dataset, batch_size=self.args.per_device_train_batch_size, shuffle=True, collate_fn=self._collate, drop_last=self.args.dataloader_drop_last)

    def get_eval_dataloader(self, eval_dataset=None):
        dataset = self.eval_dataset if eval_dataset is None else eval_dataset
        return DataLoader(dataset, batch_size=self.args.per_device_eval_batch_size, collate_fn=self._collate, drop_last=self.args.dataloader_drop_last)

    def create_optimizer(self, *args, **kwargs):
        self.optimizer = torch.optim.AdamW(self.model.parameters())
        return self.optimizer

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        labels = inputs.pop("labels") if self.compute_loss_func is not None and "labels" in inputs else None
        outputs = model(**inputs)
        loss = _as_loss(outputs, inputs) if labels is None else self.compute_loss_func(outputs, labels, num_items_in_batch=num_items_in_batch)
        return (loss, outputs) if return_outputs else loss

    def training_step(self, model, inputs, num_items_in_batch=None):
        model.train()
        loss = self.compute_loss(model, inputs, num_items_in_batch=num_items_in_batch)
        if isinstance(loss, torch.Tensor):
            loss.backward()
        return loss

    def train(self, resume_from_checkpoint=None, trial=None, ignore_keys_for_eval=None, **kwargs):
        if is_known(self.train_dataset) and is_known(self.model) and self.train_dataset is not None:
            for inputs in self.get_train_dataloader():
                if isinstance(inputs, dict):
                    self.training_step(self.model, inputs)
        return unknown("what a trainer tells of its training")

    def evaluate(self, eval_dataset=None, ignore_keys=None, metric_key_prefix="eval", **kwargs):
        dataset = self.eval_dataset if eval_dataset is None else eval_dataset
        if is_known(dataset) and is_known(self.model) and dataset is not None and not isinstance(dataset, dict):
            self.model.eval()
            with torch.no_grad():
                for inputs in self.get_eval_dataloader(eval_dataset):
                    if isinstance(inputs, dict):
                        self.model(**inputs)
        return unknown("what a trainer measures")

    def predict(self, test_dataset, ignore_keys=None, metric_key_prefix="test", **kwargs):
        return unknown("what a trainer predicts")

    def add_callback(self, callback):
        return None

    def remove_callback(self, callback):
        return None

    def log(self, logs, start_time=None):
        return None

    def save_model(self, output_dir=None, _internal_call=False):
        return None

    def save_state(self):
        return None
