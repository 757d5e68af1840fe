"""`torch_geometric.template`: no code is made of templates; a layer falls back on the method that the template spells out."""


def module_from_template(module_name, template_path, tmp_dirname, **kwargs):
    raise NotImplementedError("templates are not rendered")
