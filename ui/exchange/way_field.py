"""How packages will travel, and so how large a file may be."""

from msgspec.structs import replace
from PySide6.QtWidgets import QComboBox

from ui.page import Context

__all__ = ["WayField"]


class WayField(QComboBox):
    """Three ways; the one that was used last is remembered."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        from app.settings import load_settings
        from app.sync.export import PRESETS

        self._context, self._presets = context, PRESETS
        self.setAccessibleName("怎么送，每个文件多大")
        self.setToolTip("每个文件不超过这么大，照片多了自动分成几个。对方先收哪一个都行。")
        for way, size in PRESETS.items():
            words = f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size // 1_000_000} MB"
            self.addItem(f"{way}，{words} 以内", way)
        self.setCurrentIndex(max(0, self.findData(load_settings(context.ws.folder).package_way)))
        self.activated.connect(self._keep)

    @property
    def volume_bytes(self) -> int:
        """How large a file may be."""
        return self._presets[str(self.currentData())]

    def _keep(self) -> None:
        from app.settings import load_settings, save_settings

        folder = self._context.ws.folder
        save_settings(folder, replace(load_settings(folder), package_way=str(self.currentData())))
