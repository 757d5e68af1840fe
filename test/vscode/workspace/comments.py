def forward(self, x):  # shape: (N, 3, H, W) float32
    x = self.stem(x)  # shape: (N, 20, H//4, W//4) after pooling
    x = x.flatten(1)  # shape: [N, 20*(H//4)*(W//4)]
    return x  # the shape: is not stated here
